/** Which units a request goes to, by data (派单规则). Empty lists fit everything. */
export interface DispatchRule {
  readonly name: string;
  /** Smaller first. */
  readonly priority: number;
  readonly categories: readonly string[];
  /** Without year, spaces and case, as `standardKey` gives them. */
  readonly standardKeys: readonly string[];
  /** Of the firm. */
  readonly districts: readonly string[];
  /** In this order; empty: all that offer the items, the least busy first. */
  readonly unitIds: readonly string[];
  readonly mostUnits: number | null;
  /** Leaves out units with so many requests in work. */
  readonly mostInWork: number | null;
  readonly mode: 'FIRST_COME' | 'CHOSEN_BY_FIRM';
  readonly automatic: boolean;
}

/** What a rule is compared with. */
export interface RuleFacts {
  readonly categories: readonly string[];
  readonly standardKeys: readonly string[];
  readonly district: string | null;
}

const anyOf = (wanted: readonly string[], there: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some((one) => there.includes(one));

/** The first rule by priority that fits, then by name; null when none does. */
export function fittingRule<T extends DispatchRule>(rules: readonly T[], facts: RuleFacts): T | null {
  const district = facts.district === null ? [] : [facts.district];
  const fitting = rules.filter(
    (rule) =>
      anyOf(rule.categories, facts.categories) &&
      anyOf(rule.standardKeys, facts.standardKeys) &&
      anyOf(rule.districts, district),
  );
  return fitting.sort((a, b) => a.priority - b.priority || a.name.localeCompare(b.name))[0] ?? null;
}

/** Why a unit that offers all items is not proposed. */
export type LeftOut = 'NOT_NAMED' | 'BUSY' | 'BEYOND_MOST';

export interface Candidate {
  readonly unitId: string;
  readonly inWork: number;
  /** Null: it is proposed. */
  readonly leftOut: LeftOut | null;
}

/** What a rule makes of the units that offer all items: the proposed ones first, in the order in which they are asked. Pure. */
export function candidatesOf(
  rule: DispatchRule | null,
  able: readonly string[],
  inWork: ReadonlyMap<string, number>,
): Candidate[] {
  const load = (unitId: string): number => inWork.get(unitId) ?? 0;
  const named = rule?.unitIds.length ? rule.unitIds : null;
  const rank = (unitId: string): number => (named ? named.indexOf(unitId) : load(unitId));
  const judged = able.map((unitId) => ({ unitId, inWork: load(unitId), leftOut: barred(rule, unitId, load(unitId)) }));
  const free = judged
    .filter(({ leftOut }) => leftOut === null)
    .sort((a, b) => rank(a.unitId) - rank(b.unitId) || a.unitId.localeCompare(b.unitId));
  const most = rule?.mostUnits ?? free.length;
  return [
    ...free.map((one, index): Candidate => (index < most ? one : { ...one, leftOut: 'BEYOND_MOST' })),
    ...judged.filter(({ leftOut }) => leftOut !== null),
  ];
}

function barred(rule: DispatchRule | null, unitId: string, inWork: number): LeftOut | null {
  if (!rule) return null;
  if (rule.unitIds.length > 0 && !rule.unitIds.includes(unitId)) return 'NOT_NAMED';
  return rule.mostInWork !== null && inWork >= rule.mostInWork ? 'BUSY' : null;
}
