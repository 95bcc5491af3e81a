import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

type Parse = (value: unknown) => unknown;

/** A scalar whose inputs are checked by one function, whether they come as variables or as literals. */
function scalar(name: string, parseValue: Parse, serialize: Parse = (value) => value): GraphQLScalarType {
  const literal = (node: ValueNode): unknown => {
    if (node.kind === Kind.INT) return parseValue(Number(node.value));
    if (node.kind === Kind.STRING) return parseValue(node.value);
    return refuse(name, node.kind);
  };
  return new GraphQLScalarType({ name, parseValue, parseLiteral: literal, serialize });
}

function refuse(name: string, value: unknown): never {
  throw new GraphQLError(`${JSON.stringify(value)} is not a ${name}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}

function pattern(name: string, regex: RegExp): GraphQLScalarType {
  return scalar(name, (value) => (typeof value === 'string' && regex.test(value) ? value : refuse(name, value)));
}

function integer(name: string): GraphQLScalarType {
  const check: Parse = (value) => (Number.isSafeInteger(value) ? value : refuse(name, value));
  return scalar(name, check, check);
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

const dateTime = scalar(
  'DateTime',
  (value) => {
    const date = typeof value === 'string' && instant.test(value) ? new Date(value) : null;
    return date && !Number.isNaN(date.getTime()) ? date : refuse('DateTime', value);
  },
  (value) => (value instanceof Date ? value.toISOString() : value),
);

const localDate = scalar('LocalDate', (value) => {
  const date = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
  return date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(String(value))
    ? value
    : refuse('LocalDate', value);
});

const timeZone = scalar('TimeZone', (value) =>
  typeof value === 'string' && isTimeZone(value) ? value : refuse('TimeZone', value),
);

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

const url = scalar('URL', (value) => {
  const parsed = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  return parsed && /^https?:$/.test(parsed.protocol) ? value : refuse('URL', value);
});

/** The resolvers of the scalars of `schema/shared.graphql`. DateTime inputs arrive as `Date`; CreditCode's check character is a domain rule (members). */
export const scalarResolvers = {
  DateTime: dateTime,
  LocalDate: localDate,
  LocalTime: pattern('LocalTime', /^([01]\d|2[0-3]):[0-5]\d$/),
  TimeZone: timeZone,
  Minutes: integer('Minutes'),
  Fen: integer('Fen'),
  EmailAddress: pattern('EmailAddress', /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\]+$/),
  URL: url,
  CreditCode: pattern('CreditCode', /^[0-9A-HJ-NPQRTUWXY]{18}$/),
};
