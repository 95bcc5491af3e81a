import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/types.ts';
import {
  answerInquiry,
  askAboutTest,
  closeInquiry,
  inquiries,
  inquiryById,
  inquiryBySecret,
  isInquiryLate,
  itemsNamed,
  type SeenInquiry,
  sealedPart,
} from '../store/inquiries.ts';
import { convertInquiry } from '../store/inquiry-request.ts';
import type { ServicesRoom } from '../store/room.ts';
import { testRequest } from './payloads.ts';

export const inquiryQueries = {
  inquiry: (_, { number, secret }, { room }) => inquiryBySecret(room, number, secret),
  inquiries: (_, { filter, first, after }, { room, caller }) =>
    inquiries(room, caller, filter?.states, { first, after }),
} satisfies QueryResolvers;

export const inquiryMutations = {
  askAboutTest: (_, { input }, { room, caller }) => askAboutTest(room, caller, input),
  answerInquiry: (_, { input }, { room, caller }) => answerInquiry(room, caller, input),
  closeInquiry: (_, { input }, { room, caller }) => closeInquiry(room, caller, input),
  convertInquiry: (_, { input }, { room, caller }) => convertInquiry(room, caller, input),
} satisfies MutationResolvers;

/** Whoever got a success may know who asked: the asker, or staff. */
const inquiry = async (
  { inquiryId }: { readonly inquiryId: string },
  _: object,
  { room }: { readonly room: ServicesRoom },
): Promise<SeenInquiry> => ({ row: await inquiryById(room, inquiryId), contactShown: true });

export const inquiryEntities = {
  Inquiry: {
    number: ({ row }) => row.number,
    state: ({ row }) => row.state,
    title: ({ row }) => row.title,
    description: ({ row }) => row.description,
    standard: ({ row }) => row.standard,
    sampleCount: ({ row }) => row.sampleCount,
    answerBy: ({ row }) => row.answerBy,
    askedAt: ({ row }) => row.askedAt,
    answer: ({ row }) => row.answer,
    testItems: ({ row }, _, { room, caller }) => itemsNamed(room, caller, row.testItemIds),
    contact: async ({ row, contactShown }, _, { room }) =>
      contactShown ? ((await sealedPart(room, row))?.contact ?? null) : null,
    late: ({ row }, _, { room }) => isInquiryLate(room, row),
    testRequest: ({ row }, _, { testRequest: byId }) => (row.testRequestId ? byId.load(row.testRequestId) : null),
  },
  InquiryAnswer: {
    testItems: ({ testItemIds }, _, { room, caller }) => itemsNamed(room, caller, testItemIds),
  },
  AskAboutTestSuccess: {
    inquiry,
    secret: async ({ inquiryId }, _, { room }) =>
      (await sealedPart(room, await inquiryById(room, inquiryId)))?.secret ?? '',
  },
  AnswerInquirySuccess: { inquiry },
  CloseInquirySuccess: { inquiry },
  ConvertInquirySuccess: { inquiry, testRequest },
} satisfies Resolvers;
