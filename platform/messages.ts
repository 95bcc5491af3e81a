/** What a platform's process tells its supervisor. */
export type ProcessMessage =
  | {
      readonly type: 'progress';
      readonly platform: string;
      readonly label: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'ready'; readonly platform: string; readonly seeded: boolean }
  | { readonly type: 'failed'; readonly platform: string; readonly message: string };
