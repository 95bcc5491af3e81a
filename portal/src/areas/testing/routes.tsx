import type { PageRoute } from '../../shell/route-types.ts';

const unit = ['services:manage', 'services:administer'];

export const routes: readonly PageRoute[] = [
  {
    path: '/lab/tests',
    title: { zh: '检测业务', en: 'Tests' },
    page: () => import('./board-page.tsx'),
    group: 'lab',
    order: 12,
    scopes: unit,
  },
  {
    path: '/lab/tests/:id',
    title: { zh: '检测业务', en: 'Test' },
    page: () => import('./test-page.tsx'),
    scopes: unit,
  },
  {
    path: '/lab/samples',
    title: { zh: '样品流转', en: 'Samples' },
    page: () => import('./samples-page.tsx'),
    group: 'lab',
    order: 14,
    scopes: unit,
  },
  {
    path: '/lab/complaints',
    title: { zh: '投诉处理', en: 'Complaints' },
    page: () => import('./complaints-page.tsx'),
    group: 'lab',
    order: 90,
    scopes: unit,
  },
  {
    path: '/lab/signatories',
    title: { zh: '授权签字人', en: 'Signatories' },
    page: () => import('./signatories-page.tsx'),
    group: 'lab',
    order: 72,
    roles: ['UNIT_ADMINISTRATOR'],
  },
  {
    path: '/lab/inquiries',
    title: { zh: '检测咨询', en: 'Questions' },
    page: () => import('./inquiries-page.tsx'),
    group: 'admin',
    order: 15,
    scopes: ['services:administer'],
  },
];
