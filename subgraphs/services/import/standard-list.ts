import { ColumnMapper, type ColumnMapping, type ConfirmedMapping } from '../../../kernel/import/mapping.ts';
import type { Compared, Draft, ImportTarget, KeyedDraft, RowProblem } from '../../../kernel/import/run.ts';
import type { ImportSource } from '../../../kernel/import/source.ts';
import type { TableRow } from '../../../kernel/import/table.ts';
import { type Read, readDay, readList } from '../../../kernel/import/values.ts';
import type { Text } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import { datedKey, isDated, type StandardStatus } from '../domain/standards.ts';
import type { ServicesRoom } from '../store/room.ts';
import { compareStandards, type StandardFields, saveStandards } from '../store/standards.ts';
import { openList } from './open-list.ts';

const columns = new ColumnMapper(
  [
    { name: 'number', zh: '标准号', en: 'Number', synonyms: ['标准编号', 'standard', 'standardnumber'] },
    { name: 'title', zh: '标准名称', en: 'Title', synonyms: ['中文名称', '名称', 'name'] },
    { name: 'titleEn', zh: '英文名称', en: 'English title', synonyms: ['英文标题', 'titleen'] },
    { name: 'status', zh: '状态', en: 'Status', synonyms: ['标准状态'] },
    { name: 'implementedOn', zh: '实施日期', en: 'Implemented on', synonyms: ['实施'] },
    { name: 'withdrawnOn', zh: '废止日期', en: 'Withdrawn on', synonyms: ['废止', '作废日期'] },
    { name: 'replacedBy', zh: '被代替', en: 'Replaced by', synonyms: ['代替标准', '替代标准', '被替代标准', '新标准'] },
  ],
  'number',
);

const STATUSES: readonly (readonly [StandardStatus, RegExp])[] = [
  ['CURRENT', /^(现行|有效|current|in force)/i],
  ['WITHDRAWN', /^(废止|作废|被代替|已废止|withdrawn)/i],
  ['UPCOMING', /^(即将实施|未实施|upcoming)/i],
];

/** Opens a list of standards. Throws `ImportRefusal`. */
export async function openStandardList(source: ImportSource, confirmed: ConfirmedMapping | null) {
  const isHeader = (cells: readonly string[]) =>
    columns.certain(cells).has('number') && columns.certain(cells).has('title');
  return openList(source, columns, isHeader, confirmed, false, draftOf);
}

function draftOf(row: TableRow, mapping: readonly ColumnMapping[]): Draft<StandardFields> {
  const texts = columns.textsOf(row, mapping);
  const problems: RowProblem[] = [];
  const note = (field: string, reason: Text, kept: boolean): void => {
    problems.push({ row: row.row, field, reason, kept });
  };
  const day = (field: string): string | null => {
    const text = texts.get(field);
    const read: Read<string> | null = text === undefined ? null : readDay(text);
    if (read && 'problem' in read) note(field, read.problem, true);
    return read && 'value' in read ? read.value : null;
  };
  const number = texts.get('number') ?? '';
  const title = texts.get('title') ?? '';
  const replacedBy = readList(texts.get('replacedBy') ?? '');
  const status = STATUSES.find(([, pattern]) => pattern.test(texts.get('status') ?? ''))?.[0];
  if (!isDated(number)) note('number', { zh: '标准号须带年号。', en: 'The number needs its year of issue.' }, false);
  if (!title) note('title', { zh: '缺少标准名称。', en: 'The title is missing.' }, false);
  if (!status) note('status', { zh: '状态应为现行、废止或即将实施。', en: 'Current, withdrawn or upcoming.' }, false);
  const dates = { implementedOn: day('implementedOn'), withdrawnOn: day('withdrawnOn') };
  const broken = problems.some(({ kept }) => !kept);
  const details =
    broken || !status ? null : { number, title, titleEn: texts.get('titleEn') ?? null, status, ...dates, replacedBy };
  return { row: row.row, details, problems };
}

/** Rows become standards, known by their dated number. */
export class StandardTarget implements ImportTarget<StandardFields> {
  readonly #room: ServicesRoom;

  constructor(room: ServicesRoom) {
    this.#room = room;
  }

  localIdOf({ number }: StandardFields): string {
    return datedKey(number);
  }

  fingerprint({ number }: StandardFields): string {
    return datedKey(number);
  }

  async compare(tx: Tx, drafts: readonly KeyedDraft<StandardFields>[]): Promise<Compared> {
    const given = drafts.map(({ details }) => details);
    const { changed, created } = await compareStandards(this.#room, tx, given);
    const apply = () => saveStandards(this.#room, tx, changed, 'importStandards');
    return { created, updated: changed.length - created, problems: [], apply };
  }
}
