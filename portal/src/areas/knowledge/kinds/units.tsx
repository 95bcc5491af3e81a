import { Link } from 'react-router';
import {
  KnowledgeUnitDocument,
  type KnowledgeUnitQuery,
  KnowledgeUnitsDocument,
  type KnowledgeUnitsQuery,
} from '../generated.ts';
import type { ListKind } from '../list-kind.ts';
import { links, tags } from '../pieces.tsx';
import type { RecordSpec } from '../record-kind.ts';

type Node = KnowledgeUnitsQuery['units']['edges'][number]['node'];
type Record = NonNullable<KnowledgeUnitQuery['unit']>;
const RATE_IN_PERCENT = 100;

export const unitList: ListKind<KnowledgeUnitsQuery, object, Node> = {
  kind: 'unit',
  searchKind: 'UNIT',
  document: KnowledgeUnitsDocument,
  connectionOf: ({ units }) => units,
  choices: [
    { name: 'role', values: ['OWNER', 'USER'] },
    {
      name: 'kind',
      values: ['UNIVERSITY', 'INSTITUTE', 'FIRM', 'SERVICE_ORGANISATION', 'PLATFORM_CENTRE', 'GOVERNMENT', 'OTHER'],
    },
  ],
  texts: ['name', 'district'],
  ids: [],
  line: (unit, { t, platformName }) => ({
    label: t(`choice.kind.${unit.kind}`),
    title: unit.name,
    text: [unit.district, unit.address].filter(Boolean).join(' '),
    facts: [unit.roles.map((role) => t(`choice.role.${role}`)).join(' · '), platformName(unit.home)],
  }),
};

export const unitRecord: RecordSpec<KnowledgeUnitQuery, Record> = {
  kind: 'unit',
  list: '/units',
  document: KnowledgeUnitDocument,
  recordOf: ({ unit }) => unit,
  title: ({ name }) => name,
  lead: ({ nameEn }) => nameEn,
  facts: (unit, { t }) => [
    { name: t('facet.kind'), value: t(`choice.kind.${unit.kind}`) },
    { name: t('facet.role'), value: tags(unit.roles.map((role) => t(`choice.role.${role}`))) },
    { name: t('facet.district'), value: unit.district },
    { name: t('fact.address'), value: unit.address },
    {
      name: t('fact.website'),
      value: unit.website ? (
        <a href={unit.website} rel="noreferrer">
          {unit.website}
        </a>
      ) : null,
    },
    {
      name: t('fact.contact'),
      value: [unit.contact?.name, unit.contact?.telephone, unit.contact?.email].filter(Boolean).join(' '),
    },
    {
      name: t('fact.openRate'),
      value: typeof unit.openRate === 'number' ? `${(unit.openRate / RATE_IN_PERCENT).toFixed(2)}%` : null,
    },
  ],
  sections: (unit, { t }) => [
    {
      title: t('fact.instruments'),
      body:
        unit.instruments.edges.length === 0 ? null : (
          <>
            {links(
              'instrument',
              unit.instruments.edges.map(({ node }) => ({ id: node.id, text: node.name })),
            )}
            {unit.instruments.pageInfo.hasNextPage ? (
              <p>
                <Link to={`/instruments?${new URLSearchParams({ unit: unit.id })}`}>{t('fact.allInstruments')}</Link>
              </p>
            ) : null}
          </>
        ),
    },
    {
      title: t('list.expert.title'),
      body: links(
        'expert',
        unit.experts.edges.map(({ node }) => ({ id: node.id, text: node.name, note: node.professionalTitle })),
      ),
    },
    {
      title: t('list.achievement.title'),
      body: links(
        'achievement',
        unit.achievements.edges.map(({ node }) => ({ id: node.id, text: node.title })),
      ),
    },
    {
      title: t('fact.laboratories'),
      body:
        unit.laboratories.length === 0 ? null : (
          <ul className="link-list">
            {unit.laboratories.map(({ id, name, certificates }) => (
              <li key={id}>
                {name}
                {certificates.length > 0 ? <small>{certificates.join(' · ')}</small> : null}
              </li>
            ))}
          </ul>
        ),
    },
  ],
};
