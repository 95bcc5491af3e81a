import type { PageRoute } from '../../shell/route-types.ts';

export const routes: readonly PageRoute[] = [
  {
    path: '/dashboard',
    title: { zh: '数据大屏', en: 'Dashboard' },
    page: () => import('./dashboard-page.tsx'),
    group: 'find',
    order: 90,
    bare: true,
  },
  {
    path: '/dashboard/figures',
    title: { zh: '统计明细', en: 'Figures in detail' },
    page: () => import('./figures-page.tsx'),
  },
  {
    path: '/dashboard/records',
    title: { zh: '机时记录', en: 'Usage records' },
    page: () => import('./records-page.tsx'),
    scopes: ['figures:read', 'bookings:manage', 'bookings:administer', 'audit:read'],
  },
];
