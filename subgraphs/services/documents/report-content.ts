import type { GrantedMark } from '../domain/marks.ts';

/** All that a report says, in words: what the PDF is drawn from. */
export interface ReportContent {
  readonly number: string;
  readonly unitName: string;
  readonly platformName: string;
  readonly clientName: string;
  readonly title: string;
  readonly purpose: string;
  readonly issuedOn: string;
  readonly receivedOn: string;
  readonly samples: readonly { readonly code: string; readonly name: string; readonly note: string }[];
  readonly items: readonly { readonly name: string; readonly standards: string; readonly outside: boolean }[];
  readonly results: readonly ReportResult[];
  readonly conclusion: string;
  readonly attachments: readonly { readonly name: string; readonly sha256: string }[];
  readonly marks: readonly GrantedMark[];
  readonly author: string;
  readonly reviewer: string;
  readonly signatory: string;
  /** Why it takes the place of the report with that number; null for a first version. */
  readonly correction: { readonly replaces: string; readonly reason: string } | null;
  /** What the QR code says; null for a draft, which bears neither code nor stamp. */
  readonly verification: string | null;
  readonly date: Date;
}

export interface ReportResult {
  readonly sampleCode: string;
  readonly item: string;
  readonly quantity: string;
  readonly unit: string;
  readonly requirement: string;
  readonly value: string;
  readonly verdict: string;
}
