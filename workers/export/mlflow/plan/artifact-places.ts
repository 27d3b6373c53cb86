/** Where the files of an export lie, as paths from the folder that holds `mlruns` and as addresses for MLflow. */
export class ArtifactPlaces {
  private readonly prefix: string;

  /** `root`: the folder, or address, that will hold `mlruns`; '' for whatever folder MLflow is started in. */
  constructor(root: string) {
    const trimmed = root.trim().replace(/[/\\]+$/, '');
    this.prefix = trimmed === '' && !/^[/\\]/.test(root.trim()) ? '.' : toAddress(trimmed);
  }

  experimentAddress(experiment: string): string {
    return `${this.prefix}/mlruns/${experiment}`;
  }

  runAddress(experiment: string, run: string): string {
    return `${this.prefix}/${this.runPath(experiment, run)}`;
  }

  runPath(experiment: string, run: string): string {
    return `mlruns/${experiment}/${run}/artifacts`;
  }
}

/** Paths of any system as a `file:` address; addresses stay as they are. */
function toAddress(path: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return path;
  if (/^[a-z]:/i.test(path)) return `file:///${encodeURI(path.replaceAll('\\', '/'))}`;
  return path.startsWith('/') || path === '' ? `file://${encodeURI(path)}` : path;
}
