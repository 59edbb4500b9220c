import pg from 'pg';
import { Prisma } from './generated/client';

/** Two callers raced for one name: the database decided. P2002 is Prisma's code for a broken unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** A row that others still point to was to be deleted, or one that is gone was pointed to (P2003: foreign key). */
export function isReferenceViolation(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.code === '23503';
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003';
}

/** PostgreSQL took the statement and not what it held: classes 22 (data) and 23 (constraints) of its appendix A. */
export function isRefusedData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '');
}

/** PostgreSQL answered with a refusal, so the transaction has come to nothing. Class 57P: it is being shut down. */
export function isRefused(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !error.code?.startsWith('57P');
}
