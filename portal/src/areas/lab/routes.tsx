import type { PageRoute } from '../../shell/route-types.ts';

/** Who works at instruments: their administrators, unit administrators and the platform's staff. */
const scopes = ['bookings:manage', 'bookings:administer'];

export const routes: readonly PageRoute[] = [
  {
    path: '/lab',
    title: { zh: '今日看板', en: 'Today' },
    page: () => import('./board-page.tsx'),
    group: 'lab',
    order: 10,
    scopes,
  },
  {
    path: '/lab/queue',
    title: { zh: '预约审批', en: 'Approvals' },
    page: () => import('./queue-page.tsx'),
    group: 'lab',
    order: 20,
    scopes,
  },
  {
    path: '/lab/work-orders',
    title: { zh: '作业工作单', en: 'Work orders' },
    page: () => import('./work-orders-page.tsx'),
    group: 'lab',
    order: 30,
    scopes,
  },
  {
    path: '/lab/hours',
    title: { zh: '机时补录', en: 'Weekly hours' },
    page: () => import('./hours-page.tsx'),
    group: 'lab',
    order: 40,
    scopes: ['usage:write', ...scopes],
  },
  {
    path: '/lab/corrections',
    title: { zh: '机时更正', en: 'Corrections' },
    page: () => import('./corrections-page.tsx'),
    group: 'lab',
    order: 45,
    scopes,
  },
  {
    path: '/lab/outages',
    title: { zh: '停机与维护', en: 'Outages' },
    page: () => import('./outages-page.tsx'),
    group: 'lab',
    order: 50,
    scopes,
  },
  {
    path: '/lab/tariffs',
    title: { zh: '收费标准', en: 'Tariffs' },
    page: () => import('./tariffs-page.tsx'),
    group: 'lab',
    order: 60,
    scopes: ['instruments:write', 'accounting:administer'],
  },
  {
    path: '/lab/qualifications',
    title: { zh: '培训与资格', en: 'Training' },
    page: () => import('./qualifications-page.tsx'),
    group: 'lab',
    order: 70,
    scopes,
  },
  {
    path: '/lab/instruments',
    title: { zh: '仪器管理', en: 'Instruments' },
    page: () => import('./instruments-page.tsx'),
    group: 'lab',
    order: 75,
    scopes: ['instruments:write'],
  },
  {
    path: '/lab/import',
    title: { zh: '批量导入仪器', en: 'Import instruments' },
    page: () => import('./import-page.tsx'),
    group: 'lab',
    order: 80,
    scopes: ['instruments:write'],
  },
];
