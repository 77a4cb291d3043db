"""Engage: public consultations of the Province of British Columbia, from draft to report."""
