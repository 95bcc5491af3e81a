import { isDocument, isNumeric } from './types.ts';

/** A value as MongoDB's messages show it: `{ a: 1, b: "x" }`. Cut at 200 characters, so that no message grows with the data. */
export function show(value: unknown): string {
  const text = render(value);
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

function render(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(render).join(', ')} ]`;
  if (isDocument(value)) {
    const fields = Object.keys(value).map((name) => `${name}: ${render(value[name])}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return isNumeric(value) || value === null || typeof value === 'boolean' ? String(value) : render(`${value}`);
}
