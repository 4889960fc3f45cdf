/** Characters that look alike, folded to one of them. */
const LOOK_ALIKES: readonly [RegExp, string][] = [
  [/0/g, "o"],
  [/[1i]/g, "l"],
  [/5/g, "s"],
  [/rn/g, "m"],
  [/vv/g, "w"],
  [/cl/g, "d"],
];

/** A name without its separators: `font.awesome` and `font-awesome` are twins. */
export function withoutSeparators(name: string): string {
  return name.replace(/[._-]/g, "");
}

/** What a name looks like at a glance: equal skeletons are look-alikes (after Unicode TR39's idea). */
export function skeletonOf(name: string): string {
  return LOOK_ALIKES.reduce((folded, [alike, by]) => folded.replace(alike, by), withoutSeparators(name));
}

/**
 * Whether two texts are at most `most` (0, 1 or 2) edits apart: a character inserted, removed or replaced, or two
 * neighbours swapped. Looks only at the diagonal band, so it is cheap against 100,000 names.
 *
 * Source: optimal string alignment distance.
 */
export function isWithin(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = new Array<number>(b.length + 1).fill(most + 1);
    next[0] = i;
    let least = i;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const isSame = a[i - 1] === b[j - 1];
      let edits = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) edits = Math.min(edits, before[j - 2]! + 1);
      next[j] = edits;
      least = Math.min(least, edits);
    }
    if (least > most) return false;
    [before, row] = [row, next];
  }
  return row[b.length]! <= most;
}

/** The text fewest edits away from `typed`, of those at most two edits away; the first of several. */
export function findNearest(typed: string, known: readonly string[]): string | undefined {
  return [0, 1, 2]
    .map(most => known.find(text => isWithin(typed, text, most)))
    .find(found => found !== undefined);
}
