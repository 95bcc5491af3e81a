import type { Caller } from '../../kernel/caller.ts';
import { type Answer, CENTRE, INSTITUTE, owner, PLATFORM, person, staff, UNIVERSITY } from './booking-world.ts';
import { instituteOwner, type ServicesWorld } from './services-world.ts';

const secondAt = (name: string, unitId: string): Caller =>
  person(name, unitId, [{ role: 'UNIT_ADMINISTRATOR', path: [PLATFORM, unitId] }]);

/** The second pair of eyes of each unit: reviews and issues what the first drafted. */
export const instituteHead = secondAt('institute-head', INSTITUTE);
export const universityHead = secondAt('university-head', UNIVERSITY);
export const centreHead = person('centre-head', CENTRE, [{ role: 'PLATFORM_ADMINISTRATOR', path: [PLATFORM] }]);

const HEADS = new Map<Caller, { readonly head: Caller; readonly unitId: string }>([
  [instituteOwner, { head: instituteHead, unitId: INSTITUTE }],
  [owner, { head: universityHead, unitId: UNIVERSITY }],
  [staff, { head: centreHead, unitId: CENTRE }],
]);

async function sent(
  world: ServicesWorld,
  caller: Caller,
  name: string,
  input: Record<string, unknown>,
  fields: string,
): Promise<Answer> {
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
  const selection = `... on ${success} { testRequest { ${fields} } } ... on Refusal { message } ... on InvalidInput { problems { field message } }`;
  const answer = await world.services.send(caller, name, input, selection);
  if (answer.__typename !== success) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer.testRequest;
}

/** Results for every sample of the request, as a laboratory would enter them. */
export async function resultsOf(world: ServicesWorld, caller: Caller, testRequestId: string): Promise<object[]> {
  const { testRequest } = await world.services.ask(
    caller,
    `{ testRequest(id: "${testRequestId}") { samples { id } takenItems { id } } }`,
  );
  const testItemId = testRequest.takenItems[0].id;
  return testRequest.samples.map(({ id }: Answer, index: number) => ({
    testItemId,
    sampleId: id,
    quantity: '抗拉强度 Rm',
    value: String(521 + index),
    unit: 'MPa',
    requirement: '≥ 500',
    verdict: 'PASS',
  }));
}

/** Makes the head of a unit its signatory. */
export async function appoint(world: ServicesWorld, head: Caller, unitId: string): Promise<void> {
  const input = { unitId, accountId: head.subject };
  const { __typename } = await world.services.send(head, 'appointSignatory', input, '... on Refusal { message }');
  if (__typename !== 'AppointSignatorySuccess') throw new Error(`appointSignatory: ${__typename}`);
}

/** From the draft to the issued report: `author` drafts and submits, the head of the same unit reviews, is appointed, and issues. Gives the request. */
export async function issueReport(
  world: ServicesWorld,
  author: Caller,
  testRequestId: string,
  fields: string,
  more: Record<string, unknown> = {},
): Promise<Answer> {
  const second = HEADS.get(author);
  if (!second) throw new Error('nobody to review');
  const { head, unitId } = second;
  const results = more.ownFileId ? [] : await resultsOf(world, author, testRequestId);
  await sent(
    world,
    author,
    'draftTestReport',
    { testRequestId, results, conclusion: '所检项目符合要求。', ...more },
    'id',
  );
  await sent(world, author, 'submitTestReport', { testRequestId }, 'id');
  await sent(world, head, 'reviewTestReport', { testRequestId, approve: true }, 'id');
  await appoint(world, head, unitId);
  return sent(world, head, 'issueTestReport', { testRequestId }, fields);
}
