import type { Caller } from '../../kernel/caller.ts';
import { bytesOf } from '../../subgraphs/services/store/files.ts';
import { type Answer, engineer, FIRM, staff } from '../harness/booking-world.ts';
import { scanPage } from '../harness/pdf.ts';
import { instituteOwner, type ServicesWorld } from '../harness/services-world.ts';
import { does } from './does.ts';
import { figure, heading } from './figures.ts';

const LABEL = { x: 0, y: 0, width: 95, height: 105 };

/** The labels of the samples are printed; scanning one finds its sample. */
export async function labels(world: ServicesWorld, testRequestId: string): Promise<void> {
  heading('Labels and custody');
  const { sampleLabels } = await world.services.ask(
    engineer,
    `{ sampleLabels(testRequestId: "${testRequestId}") { id } }`,
  );
  const code = await scanPage(await bytesOf(world.booking.kernel, sampleLabels.id), 1, LABEL);
  const { sample } = await world.services.ask(
    instituteOwner,
    `{ sample(code: "${code}") { name state testRequest { id } } }`,
  );
  figure('the scanned label finds', [sample.name, sample.testRequest.id === testRequestId], ['试样 A', true]);
}

/** All samples go back, and the request into the archive, where it is found by the number of its report. */
export async function archive(world: ServicesWorld, testRequestId: string): Promise<void> {
  heading('Archive');
  const query = `{ testRequest(id: "${testRequestId}") { report { number } samples { id possible } } }`;
  const { testRequest } = await world.services.ask(instituteOwner, query);
  for (const { id: sampleId, possible } of testRequest.samples)
    if (possible.includes('RETURN')) await moved(world, instituteOwner, sampleId);
  await does(world, instituteOwner, 'archiveTestRequest', { testRequestId }, 'archive { number }');
  const { archivedTestRequests } = await world.services.ask(
    engineer,
    `{ archivedTestRequests(filter: { reportNumber: "${testRequest.report.number}" }) { edges { node { number intact documents { kind } testRequest { state } } } } }`,
  );
  const [{ node }] = archivedTestRequests.edges;
  figure('archived', [node.number, node.testRequest.state, node.intact], ['MDJ-DA-2026-000001', 'ARCHIVED', true]);
  figure(
    'with its documents',
    node.documents.map(({ kind }: Answer) => kind),
    ['REPORT'],
  );
}

async function moved(world: ServicesWorld, caller: Caller, sampleId: string): Promise<void> {
  await does(world, caller, 'moveSample', { sampleId, step: 'RETURN', place: '顺丰' }, 'sample { state }');
}

/** A complaint about the fee: answered, not accepted, mediated, and 1 000 fen given back in the open period. */
export async function complaint(world: ServicesWorld, testRequestId: string): Promise<void> {
  heading('A complaint');
  const shown = 'complaint { id state }';
  const owed = async (): Promise<number> => (await world.booking.ledger.parties.get(FIRM)).owedFen;
  const before = await owed();
  const filed = await does(world, engineer, 'fileComplaint', { testRequestId, kind: 'FEE', text: '机时计多' }, shown);
  const complaintId = filed.complaint.id;
  await does(world, staff, 'answerComplaint', { complaintId, answer: '按实际机时' }, shown);
  await does(world, engineer, 'escalateComplaint', { complaintId, reason: '与约定不符' }, shown);
  const decision = { complaintId, upheld: true, reason: '多计十分钟', refundFen: 1_000 };
  const decided = await does(world, staff, 'decideComplaint', decision, shown);
  figure('decided', decided.complaint.state, 'UPHELD');
  figure('given back in fen', before - (await owed()), 1_000);
}
