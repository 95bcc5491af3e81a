interface CodeText {
  /** HTTP status when a response consists of this error alone; inside partial data the response stays 200. */
  readonly status: number;
  readonly en: string;
  readonly zh: string;
  /** The request was well-formed and only its document is refused: a client that accepts only application/json gets 200, as the GraphQL-over-HTTP draft has it. */
  readonly documentLevel?: true;
}

/**
 * Every `extensions.code` that the gateway itself gives, with what it tells people. docs/errors.md says what to do about each
 * (a test compares the two). Codes are stable: clients switch on them.
 */
export const ERROR_CODES = {
  BAD_REQUEST: {
    status: 400,
    en: 'The request is not a GraphQL request: {reason}.',
    zh: '请求不是有效的 GraphQL 请求：{reason}。',
  },
  GRAPHQL_PARSE_FAILED: {
    status: 400,
    documentLevel: true,
    en: 'The document has a syntax error.',
    zh: '查询文档存在语法错误。',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    documentLevel: true,
    en: 'The document does not fit the schema.',
    zh: '查询文档与模式不符。',
  },
  BAD_USER_INPUT: {
    status: 400,
    documentLevel: true,
    en: 'A variable does not fit its type: {reason}',
    zh: '变量与其类型不符：{reason}',
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    documentLevel: true,
    en: 'The document has no operation of that name.',
    zh: '文档中没有该名称的操作。',
  },
  OPERATION_NOT_SUPPORTED: { status: 400, documentLevel: true, en: '{what} is not supported.', zh: '不支持 {what}。' },
  METHOD_NOT_ALLOWED: { status: 405, en: 'Use {allowed}.', zh: '请使用 {allowed}。' },
  NOT_ACCEPTABLE: {
    status: 406,
    en: 'Answers are application/json or application/graphql-response+json.',
    zh: '响应只能是 application/json 或 application/graphql-response+json。',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    en: 'Send the request as application/json.',
    zh: '请以 application/json 发送请求。',
  },
  PAYLOAD_TOO_LARGE: { status: 413, en: 'The request is larger than {limit} bytes.', zh: '请求超过 {limit} 字节。' },
  LIMIT_DOCUMENT: {
    status: 400,
    en: 'The document is longer than {limit} characters.',
    zh: '查询文本超过 {limit} 个字符。',
  },
  REQUEST_TIMEOUT: { status: 408, en: 'The request did not arrive in time.', zh: '未能及时收到完整请求。' },
  CROSS_SITE_REQUEST: { status: 403, en: 'Requests from this site are not accepted.', zh: '不接受来自该网站的请求。' },
  UNAUTHENTICATED: {
    status: 401,
    en: 'The access token is missing, expired or not valid here.',
    zh: '访问令牌缺失、过期或在此无效。',
  },
  FORBIDDEN: { status: 403, en: 'You may not use {what}.', zh: '您无权使用 {what}。' },
  BATCHING_DISABLED: {
    status: 400,
    en: 'Several operations in one request are not accepted.',
    zh: '不接受一个请求中包含多个操作。',
  },
  PERSISTED_QUERY_NOT_FOUND: { status: 200, en: 'PersistedQueryNotFound', zh: 'PersistedQueryNotFound' },
  PERSISTED_QUERY_NOT_SUPPORTED: { status: 200, en: 'PersistedQueryNotSupported', zh: 'PersistedQueryNotSupported' },
  DOCUMENT_NOT_TRUSTED: { status: 403, en: 'This document is not registered here.', zh: '该查询文档未在本平台登记。' },
  LIMIT_TOKENS: {
    status: 400,
    documentLevel: true,
    en: 'The document has more than {limit} tokens.',
    zh: '查询文档超过 {limit} 个词元。',
  },
  LIMIT_DEPTH: {
    status: 400,
    documentLevel: true,
    en: 'The document is nested deeper than {limit} levels.',
    zh: '查询嵌套超过 {limit} 层。',
  },
  LIMIT_ALIASES: {
    status: 400,
    documentLevel: true,
    en: 'The document has more than {limit} aliases.',
    zh: '查询使用了超过 {limit} 个别名。',
  },
  LIMIT_SELECTIONS: {
    status: 400,
    documentLevel: true,
    en: 'The document asks for more than {limit} fields once its fragments are expanded.',
    zh: '展开片段后，查询超过 {limit} 个字段。',
  },
  LIMIT_DUPLICATES: {
    status: 400,
    documentLevel: true,
    en: 'The document repeats one field more than {limit} times.',
    zh: '查询中同一字段重复超过 {limit} 次。',
  },
  LIMIT_FRAGMENTS: {
    status: 400,
    documentLevel: true,
    en: 'The document has more than {limit} fragments.',
    zh: '查询使用了超过 {limit} 个片段。',
  },
  LIMIT_DIRECTIVES: {
    status: 400,
    documentLevel: true,
    en: 'The document has more than {limit} directives.',
    zh: '查询使用了超过 {limit} 个指令。',
  },
  LIMIT_VARIABLES: {
    status: 400,
    documentLevel: true,
    en: 'The variables are nested deeper than {depth} levels or have more than {limit} values.',
    zh: '变量嵌套超过 {depth} 层或超过 {limit} 个值。',
  },
  LIMIT_PAGE_SIZE: {
    status: 400,
    documentLevel: true,
    en: 'At most {limit} entries may be asked for at once ({field}).',
    zh: '一次最多可请求 {limit} 条（{field}）。',
  },
  LIMIT_COST: {
    status: 400,
    documentLevel: true,
    en: 'The operation costs {cost}; at most {limit} is accepted. Ask for smaller pages or fewer fields.',
    zh: '该操作的开销为 {cost}，上限为 {limit}。请减小分页或减少字段。',
  },
  RATE_LIMITED: {
    status: 429,
    en: 'Too many requests. Try again in {seconds} s.',
    zh: '请求过于频繁，请在 {seconds} 秒后重试。',
  },
  OVERLOADED: {
    status: 503,
    en: 'The platform is busy. Try again in {seconds} s.',
    zh: '平台繁忙，请在 {seconds} 秒后重试。',
  },
  NOT_READY: { status: 503, en: 'The platform is starting.', zh: '平台正在启动。' },
  SHUTTING_DOWN: { status: 503, en: 'The platform is restarting. Try again.', zh: '平台正在重启，请重试。' },
  QUERY_PLANNING_FAILED: {
    status: 400,
    documentLevel: true,
    en: 'No plan could be made for this operation.',
    zh: '无法为该操作生成执行计划。',
  },
  QUERY_PLANNING_TIMEOUT: {
    status: 400,
    documentLevel: true,
    en: 'Planning this operation took too long.',
    zh: '生成执行计划超时。',
  },
  SUBGRAPH_UNAVAILABLE: { status: 200, en: 'The service {subgraph} did not answer.', zh: '服务 {subgraph} 未响应。' },
  SUBGRAPH_TIMEOUT: {
    status: 200,
    en: 'The service {subgraph} did not answer in time.',
    zh: '服务 {subgraph} 响应超时。',
  },
  SUBGRAPH_BUSY: { status: 200, en: 'The service {subgraph} is busy.', zh: '服务 {subgraph} 繁忙。' },
  SUBGRAPH_ERROR: { status: 200, en: 'The service {subgraph} reported an error.', zh: '服务 {subgraph} 报告了错误。' },
  SUBGRAPH_BAD_ANSWER: {
    status: 200,
    en: 'The service {subgraph} gave an answer that could not be used.',
    zh: '服务 {subgraph} 返回了无法使用的结果。',
  },
  VALUE_NOT_USABLE: {
    status: 200,
    en: 'The field {field} has no usable value.',
    zh: '字段 {field} 没有可用的值。',
  },
  DEADLINE_EXCEEDED: { status: 503, en: 'The request took too long.', zh: '请求处理超时。' },
  REQUEST_CANCELLED: { status: 499, en: 'The client went away.', zh: '客户端已断开。' },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    en: 'Something went wrong here. Quote the correlation id when you report it.',
    zh: '服务器内部错误，报告问题时请附上关联编号。',
  },
} as const satisfies Record<string, CodeText>;

export type ErrorCode = keyof typeof ERROR_CODES;
