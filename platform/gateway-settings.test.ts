import { expect, it } from 'vitest';
import { gatewaySettings } from './gateway-settings.ts';

it('has safe defaults', () => {
  const { logger: _, ...settings } = gatewaySettings({}, 'mdj');
  expect(settings).toEqual({
    limits: {},
    safelist: 'off',
    allowedOrigins: [],
    trustedProxies: 0,
    metricsFrom: [],
    tracing: undefined,
  });
});

it('takes what an operator sets', () => {
  const settings = gatewaySettings(
    {
      MUDAN_GATEWAY_LIMITS: '{"maxCost":5}',
      MUDAN_SAFELIST: 'enforce',
      MUDAN_ALLOWED_ORIGINS: 'https://a.example, https://b.example',
      MUDAN_TRUSTED_PROXIES: '1',
      MUDAN_METRICS_FROM: '10.0.0.0/8, 2001:db8::1',
    },
    'mdj',
  );
  expect(settings).toMatchObject({
    limits: { maxCost: 5 },
    safelist: 'enforce',
    allowedOrigins: ['https://a.example', 'https://b.example'],
    trustedProxies: 1,
    metricsFrom: ['10.0.0.0/8', '2001:db8::1'],
  });
});

it.each([
  [{ MUDAN_GATEWAY_LIMITS: '{"maxCosts":5}' }, 'no limit is called maxCosts'],
  [{ MUDAN_GATEWAY_LIMITS: 'much' }, 'MUDAN_GATEWAY_LIMITS'],
  [{ MUDAN_SAFELIST: 'on' }, 'off, log or enforce, not on'],
  [{ MUDAN_METRICS_FROM: 'everywhere' }, 'everywhere is no address and no network'],
  [{ MUDAN_TRUSTED_PROXIES: 'nginx' }, 'number of proxies'],
])('does not guess what %j means', (environment, message) =>
  expect(() => gatewaySettings(environment, 'mdj')).toThrow(message),
);
