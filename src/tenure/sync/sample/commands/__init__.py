"""The one writer of the sample book."""

from tenure.sync.sample.commands.write import SampleError, SampleManifest, write_sample

__all__ = ["SampleError", "SampleManifest", "write_sample"]
