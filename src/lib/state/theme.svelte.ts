/** Owns light and dark: the device's choice until the visitor makes one, which `app.html` applies before the first paint. */
const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
const KEY = 'yamr-theme';

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === value) ?? 'auto';
  } catch {
    return 'auto';
  }
}

export class ThemeState {
  current = $state<Theme>('auto');

  /** In a browser: takes up what was chosen before. */
  load(): void {
    this.current = stored();
  }

  next(): void {
    const at = THEMES.indexOf(this.current);
    this.current = THEMES[(at + 1) % THEMES.length] ?? 'auto';
    const { dataset } = document.documentElement;
    if (this.current === 'auto') delete dataset.theme;
    else dataset.theme = this.current;
    try {
      localStorage.setItem(KEY, this.current);
    } catch {
      // It holds until the page is closed.
    }
  }
}
