/** What decides whether a unit can do a requested test. */
export interface OfferedItem {
  readonly _id: string;
  readonly unitId: string | null;
  readonly standardKeys: readonly string[];
}

/** `GB/T 228.1-2021` → `GBT228.1`: prefix and number without spaces, slashes, case and the year of issue. */
export function standardKey(standard: string): string {
  return standard
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[—–:]/g, '-')
    .replace(/-\s*(19|20)\d{2}\s*$/, '')
    .replace(/[\s/]/g, '');
}

/** `GBT228.1` → `GB/T 228.1`: the usual spelling, by which people search, whatever the list had. */
export function usualSpelling(key: string): string {
  const [, prefix = '', recommended = '', number = ''] = /^([A-Z]+?)(T?)(\d.*)$/.exec(key) ?? [];
  return prefix ? `${prefix}${recommended ? '/T' : ''} ${number}` : key;
}

/** Does an offered item do what the wanted one does: the same item, or one with a standard in common? */
function doesTheSame(offered: OfferedItem, wanted: OfferedItem): boolean {
  return offered._id === wanted._id || offered.standardKeys.some((key) => wanted.standardKeys.includes(key));
}

/** The item of the unit that does each wanted one, in order; null when the unit lacks any. */
export function itemsOfUnit<T extends OfferedItem>(
  unitId: string,
  wanted: readonly OfferedItem[],
  offered: readonly T[],
): T[] | null {
  const own = offered.filter((item) => item.unitId === unitId);
  const found = wanted.map(
    (item) => own.find((other) => other._id === item._id) ?? own.find((other) => doesTheSame(other, item)),
  );
  return found.every((item) => item !== undefined) ? found : null;
}

/** Units that offer all wanted items, in the order of their ids. */
export function ableUnits(wanted: readonly OfferedItem[], offered: readonly OfferedItem[]): string[] {
  const units = new Set(offered.flatMap((item) => item.unitId ?? []));
  return [...units].filter((unitId) => itemsOfUnit(unitId, wanted, offered) !== null).sort();
}
