import { bookingRules } from './rules/index.ts';
import { bookingTransitions } from './transitions.ts';

/** The table of rules in docs/booking.md, drawn from the rules themselves. */
export function rulesTable(): string {
  const rows = bookingRules.map(
    (rule) =>
      `| \`${rule.name}\` | ${rule.asks} | \`${rule.violation}\` | ${rule.overridable ? 'yes' : 'no'} | rules.test.ts, “${rule.name} is broken alone” |`,
  );
  const head = [
    '| rule | a booking must be | violation | staff may override | test |',
    '| --- | --- | --- | --- | --- |',
  ];
  return [...head, ...rows].join('\n');
}

/** The transition table as a Mermaid state diagram. `APPROVED` is drawn as what approval may still be open. */
export function transitionDiagram(): string {
  const lines = bookingTransitions.flatMap((line) =>
    line.from.flatMap((from) => targets(from, line.to).map((to) => `  ${from} --> ${to}: ${line.step}`)),
  );
  return ['```mermaid', 'stateDiagram-v2', ...new Set(lines), '```'].join('\n');
}

const afterApproval: Readonly<Record<string, readonly string[]>> = {
  TENTATIVE: ['REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED'],
  REQUESTED: ['PLATFORM_ACCEPTED', 'CONFIRMED'],
  PLATFORM_ACCEPTED: ['CONFIRMED'],
};

function targets(from: string, to: string): readonly string[] {
  if (to === 'APPROVED') return afterApproval[from] ?? [];
  return to === 'MOVED' ? [from] : [to];
}
