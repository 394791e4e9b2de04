import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Movie } from '#core/catalogue';
import { PreviewState } from './preview.svelte.ts';

const movie = (title: string): Movie => ({ title }) as Movie;
const place = (): HTMLElement => ({}) as HTMLElement;

/** Somebody has rested on Heat. */
function opened(): PreviewState {
  const preview = new PreviewState();
  preview.approach(movie('Heat'), place());
  vi.advanceTimersByTime(500);
  return preview;
}

describe('PreviewState', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('opens for a pointer that rests, and not for one that passes', () => {
    const preview = new PreviewState();
    preview.approach(movie('Heat'), place());
    vi.advanceTimersByTime(300);
    preview.leave();
    vi.advanceTimersByTime(2000);
    expect(preview.target).toBeUndefined();
    preview.approach(movie('Heat'), place());
    vi.advanceTimersByTime(500);
    expect(preview.target?.movie.title).toBe('Heat');
  });

  it('stays while the pointer is on it, and goes soon after it has left', () => {
    const preview = opened();
    preview.leave();
    vi.advanceTimersByTime(100);
    preview.stay();
    vi.advanceTimersByTime(5000);
    expect(preview.target).toBeDefined();
    preview.leave();
    vi.advanceTimersByTime(200);
    expect(preview.target).toBeUndefined();
  });

  it('goes over to the next movie sooner than it opened', () => {
    const preview = opened();
    preview.leave();
    preview.approach(movie('Alien'), place());
    vi.advanceTimersByTime(200);
    expect(preview.target?.movie.title).toBe('Alien');
  });

  it('a click closes it and stops one that was about to open', () => {
    const preview = new PreviewState();
    preview.approach(movie('Heat'), place());
    preview.close();
    vi.advanceTimersByTime(5000);
    expect(preview.target).toBeUndefined();
  });
});
