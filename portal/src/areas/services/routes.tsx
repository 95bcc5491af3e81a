import type { PageRoute } from '../../shell/route-types.ts';

const firm = ['services:request'];

export const routes: readonly PageRoute[] = [
  {
    path: '/test-items',
    title: { zh: '检测项目', en: 'Test items' },
    page: () => import('./catalogue-page.tsx'),
    group: 'find',
    order: 20,
    plain: true,
  },
  {
    path: '/test-items/:id',
    title: { zh: '检测项目', en: 'Test item' },
    page: () => import('./test-item-page.tsx'),
    plain: true,
  },
  {
    path: '/requests',
    title: { zh: '我的检测', en: 'My tests' },
    page: () => import('./requests-page.tsx'),
    group: 'my',
    order: 20,
    scopes: firm,
  },
  {
    path: '/requests/new',
    title: { zh: '申请检测', en: 'Request a test' },
    page: () => import('./new-request-page.tsx'),
    group: 'my',
    order: 10,
    scopes: firm,
  },
  {
    path: '/requests/:id',
    title: { zh: '检测申请', en: 'Test request' },
    page: () => import('./request-page.tsx'),
    scopes: ['user'],
  },
  {
    path: '/complaints',
    title: { zh: '我的投诉', en: 'My complaints' },
    page: () => import('./complaints-page.tsx'),
    group: 'my',
    order: 90,
    scopes: firm,
  },
  {
    path: '/verify',
    title: { zh: '报告验证', en: 'Verify a report' },
    page: () => import('./verify-page.tsx'),
    group: 'find',
    order: 800,
    plain: true,
  },
  {
    path: '/verify/:number',
    title: { zh: '报告验证', en: 'Verify a report' },
    page: () => import('./verify-page.tsx'),
    plain: true,
  },
];
