import type { ServerResponse } from 'node:http';
import type { GatewayMetrics } from './telemetry/metrics.ts';
import type { GatewayEngine } from './types.ts';

/** 200 while the process runs. */
export function sendLive(response: ServerResponse): void {
  sendText(response, 200, 'text/plain; charset=utf-8', 'live\n');
}

/** 200 when every condition holds; tells them and the generation being served. */
export function sendReady(
  response: ServerResponse,
  engine: GatewayEngine,
  conditions: Readonly<Record<string, boolean>>,
): void {
  const generation = engine.currentGeneration();
  const all = { supergraph: generation !== undefined, ...conditions };
  const ready = Object.values(all).every(Boolean);
  sendText(
    response,
    ready ? 200 : 503,
    'application/json',
    JSON.stringify({ ready, generation: generation?.id ?? null, ...all }),
  );
}

export function sendForbidden(response: ServerResponse): void {
  sendText(response, 403, 'text/plain; charset=utf-8', 'forbidden\n');
}

/** The Prometheus text of everything registered beside the gateway's own metrics as well. */
export async function sendMetrics(response: ServerResponse, { registry }: GatewayMetrics): Promise<void> {
  sendText(response, 200, registry.contentType, await registry.metrics());
}

function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}
