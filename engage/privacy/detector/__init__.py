"""The local detector of personal information (R27). `docs/privacy.md` says how it works."""

from engage.privacy.detector.flags import Flag, FlagKind, Label, Scan, Whose
from engage.privacy.detector.model import ModelUnavailable
from engage.privacy.detector.scanner import Detector, detector

__all__ = ["Detector", "Flag", "FlagKind", "Label", "ModelUnavailable", "Scan", "Whose", "detector"]
