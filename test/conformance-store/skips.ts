/**
 * Tests that aren't run, by suite/file and description (`*`: all of the file), with the reason. What a requirement excludes (topology, server
 * version) isn't listed: the runner prints it with its reason.
 */
export const SKIPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'crud/estimatedDocumentCount': {
    'estimatedDocumentCount works correctly on views': 'refusal: views',
  },
  'transactions/client-bulkWrite': {
    // What the store itself answers to such a command is in storage/embedded/store.test.ts.
    'client bulkWrite with writeConcern in a transaction causes a transaction error':
      'driver: demands that the client refuses before it sends (isClientError), and the Node.js driver 7.8 sends without the writeConcern',
  },
};

const NO_FALSE_BYPASS = 'the Node.js driver 7.8 never sends bypassDocumentValidation: false';
const NULL_ID = 'the Node.js driver 7.8 replaces a null _id by an ObjectId before it sends';

/**
 * Tests whose commands the driver's methods can't say, with the reason: their operations are sent with `db.command` as the specification
 * writes them down (see `as-command.ts`), and results, events and outcome are matched as in every other test.
 */
export const SENT_AS_COMMANDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'crud/bypassDocumentValidation': {
    'Aggregate with $out passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
    'BulkWrite passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
    'FindOneAndReplace passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
    'FindOneAndUpdate passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
    'InsertMany passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
  },
  'crud/create-null-ids': {
    'inserting _id with type null via insertOne': NULL_ID,
    'inserting _id with type null via insertMany': NULL_ID,
    'inserting _id with type null via bulkWrite': NULL_ID,
    'inserting _id with type null via clientBulkWrite': NULL_ID,
  },
};
