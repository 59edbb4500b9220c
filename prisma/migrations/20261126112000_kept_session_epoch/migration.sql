-- AlterTable
ALTER TABLE "vault_entry" ADD COLUMN     "session_epoch" INTEGER NOT NULL DEFAULT 0;
