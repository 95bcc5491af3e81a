import type { PageRoute } from '../../shell/route-types.ts';

export const routes: readonly PageRoute[] = [
  {
    path: '/instruments',
    title: { zh: '仪器设备', en: 'Instruments' },
    page: () => import('./list/list-page.tsx'),
    group: 'find',
    order: 20,
  },
  {
    path: '/instruments/together',
    title: { zh: '多台同约', en: 'Several at once' },
    page: () => import('./together/together-page.tsx'),
    scopes: ['user'],
  },
  {
    path: '/instruments/:id/manage',
    title: { zh: '管理仪器', en: 'Manage an instrument' },
    page: () => import('./manage/manage-page.tsx'),
    scopes: ['instruments:write'],
  },
  {
    path: '/instruments/:id',
    title: { zh: '仪器', en: 'Instrument' },
    page: () => import('./instrument-page.tsx'),
  },
];
