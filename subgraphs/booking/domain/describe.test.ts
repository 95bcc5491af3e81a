import { expect, test } from 'vitest';
import { rulesTable, transitionDiagram } from './describe.ts';

const intro = `# Bookings

Drawn from the tables in \`subgraphs/booking/domain/\`; \`vitest run subgraphs/booking/domain/describe.test.ts -u\` draws it afresh.

## Rules

All rules that a booking breaks are reported at once, as \`RulesViolated\`. Settings are data per instrument (\`setBookingPolicy\`). The same rules
hold for new bookings, moves, series, sets, offers of the waitlist, and for users of other platforms. Overlap is not a rule but a guarantee:
\`SlotTaken\`, checked under the calendar's lock, offers the next free slots.

`;

test('docs/booking.md is what the tables say', async () => {
  const text = `${intro}${rulesTable()}

## States

Which approval steps apply is data per instrument: with none a booking is confirmed at once. A move keeps the state when staff makes it or when it
stays within the old times; else approval begins again.

${transitionDiagram()}
`;
  await expect(text).toMatchFileSnapshot('../../../docs/booking.md');
});
