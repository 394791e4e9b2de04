/** Owns the keys that rate the movie in whose card the focus is: 1 to 5, with Shift half a star less, 0 clears. */
export interface RateKeys {
  readonly onrate: (stars: number, clickedAtMs: number) => void;
  readonly onclear: (clickedAtMs: number) => void;
}

/** The stars that a key stands for; 0 to clear; undefined for any other key. */
export function starsOfKey({ code, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): number | undefined {
  const digit = /^(?:Digit|Numpad)([0-5])$/.exec(code)?.[1];
  if (digit === undefined || ctrlKey || metaKey || altKey) return undefined;
  const stars = Number(digit);
  return stars > 0 && shiftKey ? stars - 0.5 : stars;
}

/** A handler for a card. */
export function rateByKey({ onrate, onclear }: RateKeys): (event: KeyboardEvent) => void {
  return (event) => {
    const stars = starsOfKey(event);
    if (stars === undefined) return;
    event.preventDefault();
    if (stars === 0) onclear(event.timeStamp);
    else onrate(stars, event.timeStamp);
  };
}
