import type { Stored } from '../../kernel/define-model.ts';
import type { GivenRating } from '../../kernel/rating.ts';
import type { Price } from '../../ledger/types.ts';
import type { ConfidentialityLevel } from './domain/confidentiality.ts';
import type { GivenScores, Scheme } from './domain/evaluation.ts';
import type { ApprovalStep, BookingPolicy, UserClass } from './domain/policy.ts';
import type { BookingState } from './domain/transitions.ts';

/** What booking needs of an instrument, fed by `instrument.*` events; its policy is booking's own. */
export interface InstrumentRow extends Stored {
  readonly title: string;
  readonly path: readonly string[];
  readonly unitId: string;
  /** The legal person that runs it: external hours are reckoned against it. */
  readonly managingUnitId: string;
  readonly home: string;
  readonly sharing: string;
  readonly status: string;
  readonly category: string | null;
  readonly district: string | null;
  readonly ratedMinutesPerYear: number;
  readonly withdrawn: boolean;
  /** Version of the instrument's record. */
  readonly version: number;
  /** Differences from the default policy; null: none set. */
  readonly policy: Partial<BookingPolicy> | null;
}

export interface HistoryStep {
  readonly step: string;
  readonly state: BookingState;
  readonly at: Date;
  readonly by: string;
  readonly reason: string | null;
}

export interface BookingRow extends Stored {
  /** Id at the home platform, for the mirror of a booking elsewhere; null for own ones and while the answer is not known. */
  readonly remoteId: string | null;
  readonly home: string;
  readonly idempotencyKey: string;
  readonly instrumentId: string;
  readonly instrumentTitle: string;
  readonly path: readonly string[];
  /** Owning unit of the instrument. */
  readonly unitId: string;
  readonly state: BookingState;
  readonly openApprovals: readonly ApprovalStep[];
  /** Does it keep its time from others? */
  readonly occupies: boolean;
  readonly start: Date;
  readonly end: Date;
  /** Until when it keeps the instrument: `end`, or the actual end of a use that was closed before. */
  readonly busyUntil: Date;
  readonly timeZone: string;
  readonly purpose: string;
  readonly channel: string;
  readonly userId: string;
  readonly userName: string;
  readonly userHome: string;
  readonly userUnitId: string | null;
  readonly userClass: UserClass;
  readonly researchGroupId: string | null;
  readonly fundCardId: string | null;
  readonly enteredBy: string;
  readonly operator: boolean;
  readonly forms: readonly { readonly form: string; readonly content: string }[];
  readonly overrideReason: string | null;
  readonly price: Price | null;
  readonly priceFinal: boolean;
  readonly usedMinutes: number;
  readonly reason: string | null;
  /** Series or set that it was booked with. */
  readonly groupId: string | null;
  readonly history: readonly HistoryStep[];
  /** The home platform's refusal of a mirror, told again when the request is repeated. */
  readonly refusal: Readonly<Record<string, unknown>> | null;
  readonly requestedAt: Date;
  /** When a deadline passes: a tentative booking lapses, a request that waits is escalated; null: none. */
  readonly dueAt: Date | null;
  /** How often the one who must decide was reminded. */
  readonly reminders: number;
  readonly syncedAt: Date | null;
  readonly version: number;
}

/** A write to it makes contenders for the same calendar or quota conflict (design.md §5). */
export interface LockRow extends Stored {
  readonly turns: number;
}

export interface OutageRow extends Stored {
  readonly instrumentId: string;
  readonly start: Date;
  readonly end: Date | null;
  readonly kind: string;
  readonly blocks: boolean;
  readonly text: string;
  /** What it was imported from: the same event is imported once. */
  readonly sourceKey: string | null;
}

export interface WorkOrderRow extends Stored {
  readonly instrumentId: string | null;
  readonly path: readonly string[];
  readonly unitId: string;
  readonly bookingId: string | null;
  readonly testRequestId: string | null;
  /** The step of the request's work that it carries out; absent or null: the whole of it. */
  readonly stepId?: string | null;
  /** For whom: `userUnitId` decides whether hours are external. */
  readonly userId: string;
  readonly userUnitId: string | null;
  readonly userClass: UserClass;
  readonly state: 'OPEN' | 'RUNNING' | 'STOPPED' | 'CLOSED';
  readonly operatorName: string;
  readonly procedure: string | null;
  readonly samples: number;
  readonly usedMinutes: number;
  readonly resultText: string | null;
  readonly consumables: readonly Consumable[];
  readonly resultFiles: readonly ResultFile[];
  readonly price: Price | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly acceptanceRemark: string | null;
  readonly version: number;
}

/** What a work order used up, in pieces; `unitPriceFen` is the list price, null for what is not charged with the order. */
export interface Consumable {
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceFen: number | null;
}

export interface ResultFile {
  readonly fileId: string;
  readonly confidentiality: ConfidentialityLevel;
}

export type UsageClass = 'START_UP' | 'TEST' | 'POST_PROCESSING' | 'TEACHING' | 'TRAINING' | 'MAINTENANCE';

/** Columns of the yearly table (SJ3): teaching, research, social service. */
export type UsagePurpose = 'TEACHING' | 'RESEARCH' | 'SOCIAL_SERVICE';

export interface UsageRow extends Stored {
  readonly instrumentId: string;
  readonly path: readonly string[];
  readonly workOrderId: string | null;
  readonly bookingId: string | null;
  readonly start: Date;
  /** Null while the machine runs. */
  readonly end: Date | null;
  readonly minutes: number;
  readonly usageClass: UsageClass;
  readonly source: string;
  /** For a user outside the managing unit. */
  readonly external: boolean;
  readonly purpose: UsagePurpose;
  readonly samples: number;
  readonly recordedBy: string;
  readonly recordedAt: Date;
  /** The record that this one reverses: its minutes are negative. */
  readonly reverses: string | null;
  /** Set on a record that was reversed. */
  readonly reversedBy: string | null;
}

/** Machine-hours of one subject in one local month. `_id` is `<subject>|<YYYY-MM>`. */
export interface IndicatorRow extends Stored {
  readonly subjectId: string;
  readonly month: string;
  readonly effective: number;
  readonly external: number;
  readonly teaching: number;
  readonly research: number;
  readonly social: number;
  readonly all: number;
  readonly samples: number;
  readonly records: number;
}

/** What a user may run: granted by an examiner after training. */
export interface QualificationRow extends Stored {
  readonly userId: string;
  readonly userName: string;
  readonly code: string;
  readonly level: number;
  readonly validTo: Date | null;
  readonly grantedBy: string;
  readonly grantedAt: Date;
  readonly revokedAt: Date | null;
  /** Path within which it was granted: the unit's or laboratory's. */
  readonly path: readonly string[];
}

export interface TrainingParticipant {
  readonly accountId: string;
  readonly name: string;
  readonly enrolledAt: Date;
  /** Null until it is recorded. */
  readonly attended: boolean | null;
  readonly result: 'PASSED' | 'FAILED' | null;
  readonly qualificationId: string | null;
}

/** A course with an examination; whoever passes gets the qualification. */
export interface TrainingRow extends Stored {
  readonly state: 'SCHEDULED' | 'CANCELLED';
  readonly title: string;
  readonly instrumentId: string | null;
  readonly unitId: string;
  readonly path: readonly string[];
  readonly code: string;
  readonly level: number;
  /** Days from the end of the session; null: for good. */
  readonly validDays: number | null;
  readonly trainer: string;
  readonly examinerId: string;
  readonly start: Date;
  readonly end: Date;
  readonly place: string | null;
  readonly capacity: number;
  readonly participants: readonly TrainingParticipant[];
  readonly version: number;
}

/** Missed and late-cancelled bookings of a user; `_id` is the account. */
export interface SuspensionRow extends Stored {
  readonly strikes: readonly Date[];
  readonly until: Date | null;
}

/** A wish for a time that becomes free; an offer is a tentative booking. */
export interface WaitlistRow extends Stored {
  readonly instrumentId: string;
  readonly user: Readonly<Record<string, unknown>>;
  readonly userId: string;
  readonly from: Date;
  readonly to: Date;
  readonly minutes: number;
  readonly purpose: string;
  readonly state: 'WAITING' | 'OFFERED' | 'LEFT' | 'BOOKED' | 'LAPSED';
  readonly offerId: string | null;
  readonly createdAt: Date;
}

/** A research group as far as booking asks for the tutor's authorisation. */
export interface GroupRow extends Stored {
  readonly tutorId: string;
  readonly members: readonly {
    readonly accountId: string;
    readonly mayBook: boolean;
    readonly until: Date | string | null;
  }[];
  readonly cards: readonly { readonly id: string; readonly active: boolean; readonly validUntil: string | null }[];
  readonly version: number;
}

/** A usage record that somebody says is wrong, until another person agrees. */
export interface CorrectionRow extends Stored {
  readonly usageRecordId: string;
  readonly path: readonly string[];
  readonly state: 'PROPOSED' | 'APPROVED' | 'REFUSED';
  readonly start: Date | null;
  readonly end: Date | null;
  readonly usageClass: UsageClass | null;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  /** The second person, who approved or refused it. */
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly refusalReason: string | null;
}

/** What a user says of an instrument after a completed booking. */
export interface InstrumentRatingRow extends Stored, GivenRating {
  /** Id here of the booking: one rating for each. */
  readonly bookingId: string;
  readonly instrumentId: string;
  readonly path: readonly string[];
  /** Platform of the instrument: there it counts; elsewhere it is the author's copy. */
  readonly home: string;
  /** Empty once the person was erased. */
  readonly raterId: string;
  readonly userClass: UserClass;
  readonly amendedAt: Date | null;
  readonly repliedAt: Date | null;
  /** Null: everybody sees it, and it counts. */
  readonly hiddenReason: string | null;
  readonly version: number;
}

/** How many ratings with one star, two, … five an instrument has; `_id` is the instrument. */
export interface RatingCountsRow extends Stored {
  readonly one: number;
  readonly two: number;
  readonly three: number;
  readonly four: number;
  readonly five: number;
  readonly version: number;
}

/** A printed code, card reader or interlock of an instrument. */
export interface DeviceRow extends Stored {
  readonly instrumentId: string;
  readonly path: readonly string[];
  readonly kind: 'QR_CODE' | 'CARD_READER' | 'INTERLOCK';
  /** SHA-256 of a printed code. */
  readonly codeHash: string | null;
  /** Key of a reader's signatures. */
  readonly secret: string | null;
  readonly revokedAt: Date | null;
}

/** A secret address of a calendar; the token itself is not kept. */
export interface FeedRow extends Stored {
  readonly tokenHash: string;
  readonly kind: 'USER' | 'INSTRUMENT' | 'UNIT';
  readonly subjectId: string;
  readonly ownerId: string;
  readonly revokedAt: Date | null;
}

/** A scheme of the yearly evaluation; `_id` is its first day. */
export interface SchemeRow extends Stored, Scheme {
  readonly source: string;
}

/** Scores that people gave an instrument for a school year; `_id` is `<instrument>|<year>`. */
export interface EvaluationScoresRow extends Stored, GivenScores {}

export interface HolidayRow extends Stored {
  readonly kind: 'HOLIDAY' | 'WORKING_DAY';
  readonly name: string;
}
