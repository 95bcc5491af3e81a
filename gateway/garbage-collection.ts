import { setFlagsFromString } from 'node:v8';

/**
 * What V8's garbage collector is told, for the whole process; to be imported before anything parses GraphQL. Its defaults are made for browsers: each of these
 * saves memory there and costs a gateway pauses that its ordinary requests meet (docs/gateway-torture.md has the figures).
 */
const FLAGS = [
  // V8 learns from the schemas, whose syntax trees live long, to make syntax trees among the old objects at once. Those of refused documents then lie there until the next full
  // collection and keep young objects alive: 792 refused documents left 100 MB, and each quick collection in between took 8 to 16 ms instead of 1 to 4.
  '--no-allocation-site-pretenuring',
  // 64 MB of buffers (bodies, subgraphs' answers) since the last full collection start the next one, however large the heap, and it goes on in steps of 5 to 10 ms with each further
  // buffer. With this they count as the heap does, and it goes on beside the thread.
  '--external-memory-accounted-in-global-limit',
  // A process that does less for a while is collected once more to give memory back: a pause of 30 ms.
  '--memory-reducer-gc-count=0',
];

for (const flag of FLAGS) setFlagsFromString(flag);
