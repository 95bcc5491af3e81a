import { getField, isArrayIndex, isDocument } from '../bson/types.ts';

/** Whether a document has anything under a path, through arrays as well: what a sparse index asks. */
export function isPresent(container: unknown, path: readonly string[], from = 0): boolean {
  if (from === path.length) return container !== undefined;
  const step = path[from] as string;
  if (Array.isArray(container)) {
    if (isArrayIndex(step)) return isPresent(getField(container, step), path, from + 1);
    return container.some((item) => isDocument(item) && isPresent(item, path, from));
  }
  return isDocument(container) && isPresent(getField(container, step), path, from + 1);
}

/** Whether an array stands on the path or at its end: then the index may hold several entries for the document. */
export function crossesArray(container: unknown, path: readonly string[]): boolean {
  let current = container;
  for (const step of path) {
    if (Array.isArray(current) && !isArrayIndex(step)) return true;
    current = getField(current, step);
  }
  return Array.isArray(current);
}
