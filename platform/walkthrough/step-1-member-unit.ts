import { readFile } from 'node:fs/promises';
import { creditCode, organisationCode } from '../../seed/codes.ts';
import { seedId } from '../../seed/random.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

const sampleList = new URL('../../examples/lists/uniquip-sample.csv', import.meta.url);

const importSelection = 'rows created updated unchanged rejected rowProblems { row field reason kept }';

/** A member unit registers; its administrator imports the sample list, twice. Gives the unit's id. */
export async function memberUnit(world: World, report: Report): Promise<{ readonly unitId: string }> {
  report.step(1, 'A member unit of mdj registers; its administrator imports an equipment list');
  const { unit } = await world.visitor('mdj').do(
    'registerUnit',
    {
      name: '牡丹江市材料检测中心',
      kind: 'INSTITUTE',
      creditCode: creditCode(`12231002${organisationCode(72_000_001)}`),
      roles: ['OWNER'],
      district: '爱民区',
      contact: { name: '沈立新', telephone: '0453-6511201' },
    },
    'unit { id status }',
  );
  report.figure('the application is', unit.status, 'APPLIED');
  const staff = await world.login('mdj-staff');
  const accepted = await staff.do(
    'acceptUnit',
    { unitId: unit.id, administratorId: seedId('mdj', 'account', 'newcomer') },
    'unit { status }',
  );
  report.figure('after the platform accepted it', accepted.unit.status, 'MEMBER');

  const administrator = await world.login('newcomer');
  const file = { name: 'uniquip-sample.csv', text: await readFile(sampleList, 'utf8') };
  const preview = await administrator.ask(
    'mutation($input: PreviewInstrumentImportInput!) { previewInstrumentImport(input: $input) { __typename ... on InstrumentImportPreview { format rows mapping { column field } } } }',
    { input: { file } },
  );
  report.figure('the list is recognised as', preview.previewInstrumentImport.format, 'CSV');
  const first = await administrator.do(
    'importInstruments',
    { unitId: unit.id, file, sharing: 'CITY' },
    importSelection,
  );
  report.figure('rows', first.rows, 8);
  report.figure('good rows kept', first.created, 6);
  report.figure('bad rows', first.rejected, 2);
  for (const problem of first.rowProblems)
    report.say(`row ${problem.row}, ${problem.field}: ${problem.reason}${problem.kept ? ' (the row is kept)' : ''}`);
  const again = await administrator.do(
    'importInstruments',
    { unitId: unit.id, file, sharing: 'CITY' },
    importSelection,
  );
  report.figure(
    'imported again: created, updated, unchanged',
    [again.created, again.updated, again.unchanged],
    [0, 0, 6],
  );
  return { unitId: unit.id };
}
