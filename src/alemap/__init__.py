"""Indicator pipeline for municipal social mapping."""
