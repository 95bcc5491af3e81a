import type { Evaluate } from '../aggregate/evaluate.ts';
import { type Document, isDocument, setField } from '../bson/types.ts';

/** A projection's tree: what happens to each field. */
export type Leaf = { readonly kind: 'include' | 'exclude' } | { readonly kind: 'compute'; readonly evaluate: Evaluate };
export type Node = Map<string, Leaf | Node>;

/** What an inclusion keeps; arrays on the way are entered. */
export function applyInclusion(node: Node, document: Document): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const child = node.get(name);
    if (child === undefined) continue;
    const value = child instanceof Map ? includeInside(child, document[name]) : leafValue(child, document[name]);
    if (value !== undefined) setField(result, name, value);
  }
  return result;
}

const leafValue = (leaf: Leaf, value: unknown): unknown => (leaf.kind === 'include' ? value : undefined);

/** Scalars in an array go, unless computed fields below will make documents of them. */
function includeInside(node: Node, value: unknown): unknown {
  if (!Array.isArray(value)) return isDocument(value) ? applyInclusion(node, value) : undefined;
  const items = value.map((item) => includeInside(node, item));
  return hasComputed(node) ? items : items.filter((item) => item !== undefined);
}

/** What an exclusion leaves. */
export function applyExclusion(node: Node, document: Document): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const child = node.get(name);
    const value = document[name];
    if (child === undefined) setField(result, name, value);
    else if (child instanceof Map) setField(result, name, excludeInside(child, value));
    else if (child.kind !== 'exclude') setField(result, name, value);
  }
  return result;
}

function excludeInside(node: Node, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => excludeInside(node, item));
  return isDocument(value) ? applyExclusion(node, value) : value;
}

/** Adds the computed fields below a node; a scalar on the way is replaced by a document, an array is entered. Changes `target`. */
export function addComputed(node: Node, target: Document, root: Document): Document {
  for (const [name, child] of node) {
    if (child instanceof Map) {
      if (!hasComputed(child)) continue;
      setField(target, name, computeInside(child, Object.hasOwn(target, name) ? target[name] : undefined, root));
    } else if (child.kind === 'compute') {
      const value = child.evaluate(root);
      if (value === undefined) delete target[name];
      else setField(target, name, value);
    }
  }
  return target;
}

function computeInside(node: Node, value: unknown, root: Document): unknown {
  if (Array.isArray(value)) return value.map((item) => computeInside(node, item, root));
  return addComputed(node, isDocument(value) ? { ...value } : {}, root);
}

function hasComputed(node: Node): boolean {
  return [...node.values()].some((child) => (child instanceof Map ? hasComputed(child) : child.kind === 'compute'));
}
