"""What tests stand on: a PostgreSQL and a Chromium. No test lives here, and nothing of the app."""
