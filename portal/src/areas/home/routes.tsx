import type { PageRoute } from '../../shell/route-types.ts';

export const routes: readonly PageRoute[] = [
  { path: '/', title: { zh: '首页', en: 'Home' }, page: () => import('./home-page.tsx'), plain: true },
  {
    path: '/search',
    title: { zh: '检索', en: 'Search' },
    page: () => import('./search-page.tsx'),
    group: 'find',
    order: 10,
    plain: true,
  },
  {
    path: '/statistics',
    title: { zh: '运行统计', en: 'Statistics' },
    page: () => import('./statistics-page.tsx'),
    group: 'find',
    order: 900,
    plain: true,
  },
  {
    path: '/join',
    title: { zh: '如何加入', en: 'How to join' },
    page: () => import('./join-page.tsx'),
    group: 'find',
    order: 910,
    plain: true,
  },
  {
    path: '/join/apply',
    title: { zh: '申请加盟', en: 'Apply for membership' },
    page: () => import('./apply-page.tsx'),
    scopes: ['user'],
    plain: true,
  },
  { path: '/register', title: { zh: '注册', en: 'Register' }, page: () => import('./register-page.tsx'), plain: true },
  {
    path: '/ask',
    title: { zh: '检测咨询', en: 'Ask about a test' },
    page: () => import('./ask-page.tsx'),
    plain: true,
  },
  {
    path: '/ask/status',
    title: { zh: '咨询进度', en: 'Your question' },
    page: () => import('./ask-status-page.tsx'),
    plain: true,
  },
];
