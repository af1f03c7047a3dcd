"""The rim where people come in: pages for the phone, the till and the console."""
