import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../bson/arbitraries.testing.ts';
import { encodeKey } from '../bson/key.ts';
import { type Document, decodeDocument, encodeDocument } from '../bson/types.ts';
import { filters, subjects } from './arbitraries.testing.ts';
import { boundsOf } from './bounds.ts';
import { keyRange } from './intervals.ts';
import { indexEntries } from './keys.ts';
import { compileMatcher } from './match.ts';
import { referenceMatch } from './reference.testing.ts';

function isInside(key: Uint8Array, from: Uint8Array, to: Uint8Array | undefined): boolean {
  return Buffer.compare(key, from) >= 0 && (to === undefined || Buffer.compare(key, to) < 0);
}

/** Whether a scan of an index on `path` over the filter's bounds meets the document. */
function isMet(document: Document, filter: Document, path: string, direction: 1 | -1, prefix: unknown[]): boolean {
  const { keys, multikey } = indexEntries(document, [path.split('.')]);
  const bounds = boundsOf(compileMatcher(filter).predicate, path, { multikey });
  if (bounds === undefined) return true;
  const before = encodeKey(prefix);
  const ranges = bounds.map((interval) => keyRange(before, interval, direction));
  const directions = [...prefix.map(() => 1 as const), direction];
  return keys.some((key) =>
    ranges.some(({ from, to }) => isInside(encodeKey([...prefix, ...key], directions), from, to)),
  );
}

describe('the matcher', () => {
  it('agrees with the reference evaluator on generated filters and documents', () => {
    fc.assert(
      fc.property(filters, subjects, (filter, document) => {
        expect(compileMatcher(filter)(document)).toBe(referenceMatch(filter, document));
      }),
      { numRuns: RUNS },
    );
  });

  it('sees a stored document as it sees the one that was sent', () => {
    fc.assert(
      fc.property(filters, subjects, (filter, document) => {
        const stored = decodeDocument(encodeDocument(document));
        expect(compileMatcher(filter)(stored)).toBe(compileMatcher(filter)(document));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the bounds', () => {
  const paths = fc.constantFrom('a', 'b', 'a.b', 'a.c', 'a.b.c', 'a.0', 'a.0.b');
  const prefixes = fc.constantFrom<unknown[]>([], ['x'], [null, 7]);

  it('hold an entry of every document that matches, in both directions and behind equal components', () => {
    fc.assert(
      fc.property(
        filters,
        subjects,
        paths,
        fc.constantFrom(1 as const, -1 as const),
        prefixes,
        (filter, document, path, direction, prefix) => {
          let entries = true;
          try {
            indexEntries(document, [path.split('.')]);
          } catch {
            entries = false;
          }
          fc.pre(entries && compileMatcher(filter)(document));
          expect(isMet(document, filter, path, direction, prefix)).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
