/** Rates and caps of a subsidy or reward, as data (domain.md §3: rules exist per level and change). */
export interface SubsidyRule {
  readonly _id: string;
  readonly name: string;
  readonly ratePercent: number;
  readonly capPerInstrumentFen: number | null;
  readonly capPerUserFen: number | null;
  readonly excludedKinds: readonly string[];
  readonly evidence: readonly string[];
  readonly pays: 'PROVIDER' | 'CONSUMER';
  readonly version: number;
}

/** A service that may be subsidised, with what is at hand to prove it. */
export interface Claim {
  readonly entryId: string;
  readonly sourceKind: string;
  readonly provider: string;
  readonly consumer: string;
  /** The instrument or test item; the source where that is not known. */
  readonly subjectId: string;
  readonly netFen: number;
  readonly evidence: readonly string[];
}

export interface SubsidyLine {
  readonly entryId: string;
  readonly payee: string;
  readonly subjectId: string;
  readonly baseFen: number;
  readonly fen: number;
  readonly reason: 'EXCLUDED' | 'NO_EVIDENCE' | 'CAP_PER_INSTRUMENT' | 'CAP_PER_USER' | null;
}

/** Applies the rule to a year's claims in the order of their entries; caps are used up first come, first served. */
export function subsidise(
  rule: SubsidyRule,
  claims: readonly Claim[],
  share: (fen: number, percent: number) => number,
): readonly SubsidyLine[] {
  const ofInstrument = new Map<string, number>();
  const ofUser = new Map<string, number>();
  return claims
    .toSorted((a, b) => (a.entryId < b.entryId ? -1 : 1))
    .map((claim) => {
      const payee = rule.pays === 'PROVIDER' ? claim.provider : claim.consumer;
      const line = { entryId: claim.entryId, payee, subjectId: claim.subjectId, baseFen: claim.netFen };
      const refused = refusalOf(rule, claim);
      if (refused) return { ...line, fen: 0, reason: refused };
      const wanted = share(claim.netFen, rule.ratePercent);
      const left = roomOf(rule.capPerInstrumentFen, ofInstrument.get(claim.subjectId));
      const leftOfUser = roomOf(rule.capPerUserFen, ofUser.get(payee));
      const fen = Math.min(wanted, left, leftOfUser);
      ofInstrument.set(claim.subjectId, (ofInstrument.get(claim.subjectId) ?? 0) + fen);
      ofUser.set(payee, (ofUser.get(payee) ?? 0) + fen);
      const cut = left <= leftOfUser ? ('CAP_PER_INSTRUMENT' as const) : ('CAP_PER_USER' as const);
      return { ...line, fen, reason: fen < wanted ? cut : null };
    });
}

function refusalOf(rule: SubsidyRule, claim: Claim): 'EXCLUDED' | 'NO_EVIDENCE' | null {
  if (rule.excludedKinds.includes(claim.sourceKind)) return 'EXCLUDED';
  return rule.evidence.every((wanted) => claim.evidence.includes(wanted)) ? null : 'NO_EVIDENCE';
}

function roomOf(cap: number | null, used = 0): number {
  return cap === null ? Number.MAX_SAFE_INTEGER : Math.max(0, cap - used);
}
