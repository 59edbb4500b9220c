import { DownloadError, MOST_BYTES } from '@/lib/browser/download';
import { SecureFillError } from '@/lib/browser/fill-error';
import { ElementError, type ElementTrouble } from '@/lib/browser/page-acts';
import { nextStepFor, RunFailure } from './run-failure';

const WORDS: Record<ElementTrouble, (selector: string) => string> = {
  not_found: (selector) => `The page has no visible element ${selector}.`,
  ambiguous: (selector) => `More than one visible element of the page fits ${selector}.`,
  unusable: (selector) => `${selector} could not be used: it is covered, disabled, or of another kind.`,
  still_there: (selector) => `The page still shows ${selector}.`,
  bad_selector: (selector) => `${selector} is no selector.`,
};

const DOWNLOADS: Record<DownloadError['trouble'], string> = {
  none_came: 'The site sent no file.',
  failed: 'The file did not arrive whole.',
  too_large: `The file is larger than ${MOST_BYTES / 1024 / 1024} MB.`,
};

const EDIT = 'Look at the page where the run stood, and correct the selector of the step.';

/** Does something with an element of the page; what goes wrong is said in our words, which quote no page and no value. */
export async function explained<T>(selector: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ElementError) {
      const code = `ELEMENT_${error.trouble.toUpperCase()}`;
      throw new RunFailure('UNEXPECTED_UI_STATE', code, WORDS[error.trouble](selector), EDIT);
    }
    if (error instanceof SecureFillError) {
      const code = error.kind === 'refused' ? 'ORIGIN_REFUSED' : 'FIELD_NOT_FILLABLE';
      const text = `${selector} was left alone: ${error.message}.`;
      throw new RunFailure('UNEXPECTED_UI_STATE', code, text, nextStepFor(code));
    }
    if (error instanceof DownloadError) {
      throw new RunFailure(
        'UNEXPECTED_UI_STATE',
        'DOWNLOAD_FAILED',
        DOWNLOADS[error.trouble],
        nextStepFor(''),
      );
    }
    throw error;
  }
}
