import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { operationsOf } from '../../portal/operations.ts';

const { concatAST, parse } = createRequire(new URL('../../package.json', import.meta.url))(
  'graphql',
) as typeof import('graphql');

export interface PortalQuery {
  readonly name: string;
  /** As the portal's clients send it. */
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const WEEK = { from: '2026-11-22T00:00:00.000Z', to: '2026-11-29T00:00:00.000Z' };

/** The operations that the portal's most visited pages open with, by area, with variables as those pages give them. */
const COMMONEST: readonly (readonly [area: string, operation: string, variables: PortalQuery['variables']])[] = [
  ['home', 'HomeFigures', {}],
  ['home', 'SearchNetwork', { text: 'XRD', first: 20 }],
  ['instruments', 'InstrumentList', { first: 20 }],
  ['instruments', 'InstrumentPage', { id: 'i', ...WEEK }],
  [
    'instruments',
    'InstrumentForMe',
    { id: 'i', accountId: 'a', hour: { start: '2026-11-23T01:00:00.000Z', end: '2026-11-23T02:00:00.000Z' } },
  ],
  ['my', 'MyBookings', { first: 20 }],
  ['my', 'MyWorkOrders', { first: 20 }],
  ['my', 'MyNotices', {}],
  ['lab', 'LabBookings', { first: 50 }],
  ['knowledge', 'KnowledgeExperts', { first: 20 }],
];

/** Read from the portal's own documents. Throws when one is no more. */
export function portalQueries(): readonly PortalQuery[] {
  return COMMONEST.map(([area, name, variables]) => {
    const folder = new URL(`../../portal/src/areas/${area}/`, import.meta.url);
    const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
    const document = concatAST(files.map((file) => parse(readFileSync(new URL(file, folder), 'utf8'))));
    const operation = operationsOf(document).find((one) => one.name === name);
    if (operation === undefined) throw new Error(`the portal has no operation ${name} in ${area}`);
    return { name, source: operation.text, variables };
  });
}
