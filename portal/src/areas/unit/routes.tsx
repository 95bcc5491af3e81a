import type { PageRoute } from '../../shell/route-types.ts';

const group = 'unit' as const;
const roles = ['UNIT_ADMINISTRATOR'];

export const routes: readonly PageRoute[] = [
  {
    path: '/unit/statistics',
    title: { zh: '单位统计', en: 'Unit statistics' },
    page: () => import('./statistics-page.tsx'),
    group,
    order: 10,
    roles,
  },
  {
    path: '/unit/members',
    title: { zh: '成员与角色', en: 'Members and roles' },
    page: () => import('./members-page.tsx'),
    group,
    order: 20,
    roles,
  },
];
