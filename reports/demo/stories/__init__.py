"""What happened, told through the portal's operations. Each story is a generator of moments for `reports.demo.play`."""
