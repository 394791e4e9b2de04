/** Owns the sections of YAMR: what the bars and the menu link to. */
import type { IconName } from '../Icon.svelte';

export interface Section {
  readonly href: string;
  readonly label: string;
  readonly icon?: IconName;
}

/** In both bars. */
export const SECTIONS: readonly Section[] = [
  { href: '/', label: 'For you', icon: 'spark' },
  { href: '/library', label: 'Library', icon: 'shelf' },
  { href: '/taste', label: 'Taste', icon: 'chart' },
  { href: '/together', label: 'Together', icon: 'people' }
];

/** Behind "More". */
export const MORE: readonly Section[] = [
  { href: '/model', label: 'Model' },
  { href: '/privacy', label: 'Privacy' },
  { href: '/diagnostics', label: 'Diagnostics' }
];

/** A page belongs to a section when its address starts there. */
export const isCurrent = (href: string, pathname: string): boolean =>
  href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
