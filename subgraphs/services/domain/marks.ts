import { standardKey } from './matching.ts';

/** Marks that a laboratory may put on a report only within the scope of the certificate (检验检测机构资质认定, 实验室认可). */
export const MARKS = ['CMA', 'CNAS'] as const;
export type Mark = (typeof MARKS)[number];

export interface ScopedCertificate {
  readonly kind: string;
  readonly number: string;
  /** Standards and names of tests that it covers, separated by commas, semicolons or line ends; null covers nothing. */
  readonly scope: string | null;
  /** The last day on which it is valid; null: no end. */
  readonly validTo: string | null;
}

export interface MarkedItem {
  readonly name: string;
  readonly standards: readonly string[];
  readonly certificates: readonly ScopedCertificate[];
}

/** Does the certificate cover the test on the day (`YYYY-MM-DD`): still valid, and its scope names the test or one of its standards? */
export function coversItem(
  certificate: ScopedCertificate,
  item: Pick<MarkedItem, 'name' | 'standards'>,
  day: string,
): boolean {
  if (certificate.validTo !== null && certificate.validTo < day) return false;
  const parts = (certificate.scope ?? '').split(/[,，;；、\n]/).map((part) => part.trim());
  const keys = new Set(parts.filter(Boolean).map(standardKey));
  return parts.includes(item.name) || item.standards.some((standard) => keys.has(standardKey(standard)));
}

export interface GrantedMark {
  readonly mark: Mark;
  readonly number: string;
}

/** The marks that the report of one item may bear, with the certificates' numbers. */
export function marksOf(item: MarkedItem, day: string): readonly GrantedMark[] {
  return MARKS.flatMap((mark) => {
    const certificate = item.certificates.find(
      (one) => one.kind.trim().toUpperCase() === mark && coversItem(one, item, day),
    );
    return certificate ? [{ mark, number: certificate.number }] : [];
  });
}

/** The marks on a report over several items: those of any item. Items outside a printed mark must be labelled so (`isOutside`). */
export function marksOfReport(items: readonly MarkedItem[], day: string): readonly GrantedMark[] {
  const granted = items.flatMap((item) => marksOf(item, day));
  return MARKS.flatMap((mark) => granted.find((one) => one.mark === mark) ?? []);
}

/** Is the item outside one of the marks that the report bears? */
export function isOutside(item: MarkedItem, marks: readonly GrantedMark[], day: string): boolean {
  const own = marksOf(item, day).map(({ mark }) => mark);
  return marks.some(({ mark }) => !own.includes(mark));
}
