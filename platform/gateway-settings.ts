import { pino } from 'pino';
import type { SafelistMode } from '../gateway/documents.ts';
import { createNeighbours } from '../gateway/front-address.ts';
import { type Limits, limitsFrom } from '../gateway/limits/defaults.ts';
import { createLogger, type Logger } from '../gateway/telemetry/logger.ts';
import { createTracing, type Tracing } from '../gateway/telemetry/tracing.ts';
import { UserError } from './user-error.ts';

/** What an operator may set about a platform's gateway. Everything has a safe default. */
export interface GatewaySettings {
  readonly limits: Partial<Limits>;
  readonly safelist: SafelistMode;
  readonly allowedOrigins: readonly string[];
  readonly trustedProxies: number;
  readonly metricsFrom: readonly string[];
  readonly tracing: Tracing | undefined;
  readonly logger: Logger;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment: `MUDAN_GATEWAY_LIMITS` (JSON, by the names of docs/gateway-limits.md), `MUDAN_SAFELIST` (`off`, `log`, `enforce`),
 * `MUDAN_ALLOWED_ORIGINS` (separated by commas), `MUDAN_TRUSTED_PROXIES` (how many),
 * `MUDAN_METRICS_FROM` (addresses and networks that may read `/metrics` beside this machine, separated by commas), `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` (URL), `MUDAN_LOG` (level).
 * Throws `UserError` for what makes no sense.
 */
export function gatewaySettings(environment: Environment, platform: string): GatewaySettings {
  const endpoint = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  return {
    limits: limitsOf(environment.MUDAN_GATEWAY_LIMITS),
    safelist: safelistOf(environment.MUDAN_SAFELIST),
    allowedOrigins: environment.MUDAN_ALLOWED_ORIGINS?.split(',').map((origin) => origin.trim()) ?? [],
    trustedProxies: proxiesOf(environment.MUDAN_TRUSTED_PROXIES),
    metricsFrom: networksOf(environment.MUDAN_METRICS_FROM),
    tracing: endpoint === undefined ? undefined : createTracing({ endpoint, serviceName: `mudan-gateway-${platform}` }),
    logger: createLogger({
      level: environment.MUDAN_LOG ?? 'warn',
      destination: pino.destination({ dest: 2, sync: true }),
    }),
  };
}

function limitsOf(text: string | undefined): Partial<Limits> {
  if (text === undefined || text === '') return {};
  try {
    const overrides = JSON.parse(text) as Partial<Limits>;
    limitsFrom(overrides);
    return overrides;
  } catch (error) {
    throw new UserError(`MUDAN_GATEWAY_LIMITS: ${(error as Error).message}`);
  }
}

function safelistOf(value: string | undefined): SafelistMode {
  if (value === undefined || value === '' || value === 'off') return 'off';
  if (value === 'log' || value === 'enforce') return value;
  throw new UserError(`MUDAN_SAFELIST is off, log or enforce, not ${value}.`);
}

function networksOf(value: string | undefined): readonly string[] {
  const networks = value?.split(',').map((network) => network.trim()) ?? [];
  try {
    createNeighbours(networks, 0);
    return networks;
  } catch (error) {
    throw new UserError(`MUDAN_METRICS_FROM: ${(error as Error).message}`);
  }
}

function proxiesOf(value: string | undefined): number {
  const proxies = Number(value ?? 0);
  if (!Number.isInteger(proxies) || proxies < 0)
    throw new UserError(`MUDAN_TRUSTED_PROXIES is a number of proxies, not ${value}.`);
  return proxies;
}
