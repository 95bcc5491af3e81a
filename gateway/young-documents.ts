import { setFlagsFromString } from 'node:v8';

/**
 * To be imported before anything parses GraphQL. V8 learns from the schemas, whose syntax trees live long, to make syntax trees among the old objects at once. Those of refused
 * documents then lie there until the next full collection and keep young objects alive: measured, 792 refused documents in a second left 100 MB, and each of the collections in between
 * took 8 to 16 ms instead of 1 to 4. Without that lesson they are gone with the next quick one.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
