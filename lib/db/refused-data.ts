import { Prisma } from './generated/client';

/** Two callers raced for one name: the database decided. P2002 is Prisma's code for a broken unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** A row that others still point to was to be deleted (P2003: foreign key). */
export function isReferenceViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003';
}
