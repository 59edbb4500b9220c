import { z } from 'zod';

/**
 * A mail with a one-time code, handed on by whoever receives mail for the workspace. Whose code it is says the part of
 * the recipient behind the plus (`codes+<user id>+<host>@…`), or `entry_id`.
 */
export const receiveEmailCode = z
  .object({
    recipient: z.string().max(320).optional(),
    entry_id: z.uuid().optional(),
    subject: z.string().max(2_000).default(''),
    text: z.string().max(500_000).default(''),
    html: z.string().max(500_000).optional(),
    received_at: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ recipient, entry_id }) => recipient !== undefined || entry_id !== undefined, {
    path: ['recipient'],
    message: 'Name the recipient, or the entry',
  })
  .meta({
    examples: [
      {
        recipient: 'codes+acme-prod+acme.com@in.example.com',
        subject: 'Your sign-in code',
        text: 'Your code is 482913.',
      },
    ],
  });
export type ReceiveEmailCode = z.input<typeof receiveEmailCode>;

/** Whom the code was given to, and until when; never the code. */
export const receivedEmailCode = z.object({
  entry_id: z.uuid(),
  received_at: z.string(),
  expires_at: z.string(),
});
export type ReceivedEmailCode = z.infer<typeof receivedEmailCode>;
