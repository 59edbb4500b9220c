interface VitestReport {
  testResults: Array<{
    name: string;
    status: string;
    message: string;
    assertionResults: Array<{
      ancestorTitles: string[];
      title: string;
      status: string;
      duration?: number;
      failureMessages: string[];
    }>;
  }>;
}

interface StorySuite {
  specs: Array<{
    file: string;
    title: string;
    tests: Array<{ status: string; results: Array<{ error?: { message?: string } }> }>;
  }>;
  suites?: StorySuite[];
}

interface StoryReport {
  suites: StorySuite[];
  errors: Array<{ message?: string; location?: { file: string } }>;
}

export function vitestFailures(report: VitestReport, root: string): string[];
export function storyFailures(report: StoryReport): string[];
export function failureLine(file: string, name: string, message: string | undefined): string;
